"""The page on which the owner lets an application into the company."""

from html import escape
from typing import Any


def authorize_page(info: dict[str, Any], redirect: str, state: str) -> str:
    """Connect or Cancel, with the one company to pick."""
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Connect</title>
<h1>Connect an app to QuickBooks</h1>
<form method="post" action="/oauth2/authorize">
<input type="hidden" name="redirect_uri" value="{escape(redirect, quote=True)}">
<input type="hidden" name="state" value="{escape(state, quote=True)}">
<p><label>Company
<select name="realm"><option>{escape(info["CompanyName"])}</option></select></label>
<p><button name="choice" value="connect">Connect</button>
<button name="choice" value="cancel">Cancel</button>
</form></html>"""
