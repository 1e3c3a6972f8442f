#include "libcore/os/memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace tlog {

void keep_freed_memory() {
#ifdef __GLIBC__
  (void)::mallopt(M_MMAP_THRESHOLD, 4 << 20);
  (void)::mallopt(M_TRIM_THRESHOLD, 8 << 20);
#endif
}

void prefer_large_pages(std::span<char> memory) {
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  const size_t skipped = (page - reinterpret_cast<uintptr_t>(memory.data()) % page) % page;
  if (memory.size() <= skipped) return;
  const std::span<char> whole = memory.subspan(skipped);
  (void)::madvise(whole.data(), whole.size() / page * page, MADV_HUGEPAGE);  // where it fails, all is as before
}

}  // namespace tlog
