"""E-mail: written as letters, sent once each by SMTP, and an embedded mailbox to send to."""
