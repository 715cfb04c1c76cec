# SPDX-License-Identifier: GPL-3.0-or-later
"""The maker of VIBs and depots, good ones and bad ones: one subject per file, no libraries."""
