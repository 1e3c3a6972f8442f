#pragma once
// How the process gets its memory from the system.

#include <span>

namespace tlog {

// Memory that is freed stays with the process, up to a few MiB for each thread: what passes blocks of a few hundred KiB
// from thread to thread would else get the same pages again and again, each of them cleared. For main().
void keep_freed_memory();

// Asks for large pages, where the system has them, for memory that is not used yet and will be read here and there.
void prefer_large_pages(std::span<char> memory);

}  // namespace tlog
