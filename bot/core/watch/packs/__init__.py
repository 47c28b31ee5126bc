"""What the packs know: names and ideas across languages, what they have to do with each other, which a text names."""
