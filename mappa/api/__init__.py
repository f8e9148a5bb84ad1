"""The API as a whole: its addresses, its tokens, its description, and what spans apps."""
