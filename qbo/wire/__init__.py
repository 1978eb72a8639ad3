"""Requests to QuickBooks: pooled, paced, and left alone while it is down."""
