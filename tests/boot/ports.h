// SPDX-License-Identifier: GPL-3.0-or-later
// x86 port input and output for both stand-ins.
#ifndef BOOT_PORTS_H
#define BOOT_PORTS_H

#include <stdint.h>

static inline void port_write8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void port_write16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t port_read8(uint16_t port)
{
	uint8_t value;
	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint16_t port_read16(uint16_t port)
{
	uint16_t value;
	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void port_read_words(uint16_t port, void *buffer, unsigned long words)
{
	__asm__ volatile("cld; rep insw" : "+D"(buffer), "+c"(words) : "d"(port) : "memory");
}

#endif
