"""What a person sees in the terminal: the chat, plain answers, and the one command."""
