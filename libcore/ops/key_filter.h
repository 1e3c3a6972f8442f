#pragma once
// A program of the user's that makes keys of entries: it gets each entry as a line, and prints for each a line with the
// entry's keys, separated by tabs; an empty line is none. It may print them late.

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/child_filter.h"

namespace tlog {

class KeyFilter {
 public:
  // Gets each key of each entry.
  using TakeKey = std::function<Status(uint64_t entry, std::string_view key)>;

  // Run by sh; the first entry has the number `begin`. config: it cannot be started.
  static Result<KeyFilter> start(const std::string& command, uint64_t begin, TakeKey take);

  // The next entry. Anchors of an index get no keys, whatever the program says. malformed: the entry holds a line end,
  // so that it is no line. config: the program ended, or its line is longer than an entry can be.
  Status add(std::string_view entry);
  // After the last one. config: the program has fewer lines or more, or says that it failed.
  Status finish();

 private:
  KeyFilter(ChildFilter child, uint64_t begin, TakeKey take)
      : child_(std::move(child)), take_(std::move(take)), written_(begin), answered_(begin) {}
  Status took(std::string_view bytes);
  Status answer(std::string_view line);

  ChildFilter child_;
  TakeKey take_;
  uint64_t written_, answered_;   // the next entry, and the next to get its keys
  std::deque<uint64_t> anchors_;  // of those between
  std::string to_write_, line_;   // not written yet; a line that has no end yet
};

}  // namespace tlog
