# SPDX-License-Identifier: GPL-3.0-or-later
"""The maker of sample ESXi installer media: one subject per file, no libraries."""
