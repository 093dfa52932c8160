"""Second derivatives as users need them: dense, in blocks, products with vectors, operators."""
