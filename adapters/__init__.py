"""What connects the core to where people are: a terminal, Discord, Slack, web pages."""
