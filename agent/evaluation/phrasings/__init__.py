"""Tables of labelled phrasings; `agent.evaluation.phrased` reads them."""
