"""What was typed, understood: the query language, plain words, numbers, amounts, and the further ways to say them."""
