"""Embedded stand-ins for what the conversation meets over the network: a server of OpenAI's API."""
