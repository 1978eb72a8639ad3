"""The phone line: Twilio's webhooks, media stream and texts; the embedded carrier beside them."""
