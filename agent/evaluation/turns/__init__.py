"""Turn-taking, measured: cut-offs while dictating, waits after the end, speech into the desk's."""
