"""What a rendered agreement says: blocks, numbering, words. Knows agreements; knows no Word."""
