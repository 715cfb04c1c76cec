# SPDX-License-Identifier: GPL-3.0-or-later
"""The checker of sample media: shares nothing with their maker, reads by public tools."""
