"""Files in, documents and passages out: reading, cleaning, structure, splitting."""
