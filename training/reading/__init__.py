"""Trains the reader: questions with passages come in, adapters and heads for server/reader/ go out."""
