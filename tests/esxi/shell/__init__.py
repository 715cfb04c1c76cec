# SPDX-License-Identifier: GPL-3.0-or-later
# The pretend ESXi shell: what answers when a script of a kickstart calls a command of ESXi.
