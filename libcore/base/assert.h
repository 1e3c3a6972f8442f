#pragma once
// ASSERT is for what only a bug of ours can break; it is always on. Never for input.

namespace tlog {

[[noreturn]] void assert_failed(const char* condition, const char* file, int line);

}  // namespace tlog

#define ASSERT(condition) ((condition) ? static_cast<void>(0) : ::tlog::assert_failed(#condition, __FILE__, __LINE__))
