// SPDX-License-Identifier: GPL-3.0-or-later
// Multiboot 1 header and entry of the BIOS stand-in: sets a stack and calls bios_main.
	.set MAGIC, 0x1BADB002
	.section .multiboot, "a"
	.balign 4
	.long MAGIC, 0, -MAGIC

	.text
	.globl start
start:
	cli
	cld
	mov $stack_end, %esp
	xor %ebp, %ebp
	sub $8, %esp
	push %ebx
	push %eax
	call bios_main
halt:
	hlt
	jmp halt

	.bss
	.balign 16
	.skip 65536
stack_end:

	.section .note.GNU-stack, "", @progbits
