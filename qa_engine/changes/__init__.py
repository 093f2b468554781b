"""Two agreements → what differs, what that means, and how to bring edits of two sides together.

`diff` states facts, `assess` judges them by a table, `merge` and `patch` put them into a text. How a change is told is for
`report` to say.
"""
