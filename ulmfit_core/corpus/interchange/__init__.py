"""The formats of other annotation tools and of Hugging Face datasets, read and written."""
