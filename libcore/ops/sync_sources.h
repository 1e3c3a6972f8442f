#pragma once
// Where a mirror reads from: one or several copies of the same log. Each object is asked of one of them, and of the
// next when it does not give it or gives a wrong one; so a copy that is down, or lies, costs time and nothing else.
// Among several the load is spread by the number of the object (C2SP tlog-tiles: "Clients SHOULD balance fetches").

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"
#include "libcore/store/log_reader.h"

namespace tlog {

// What one source did wrong. Absent `unreadable`: it lacks the object, or has another one than the tree, which is a
// lie.
struct SourceFault {
  std::string source;  // as the user named it
  std::string path;
  std::string reason;
  std::optional<Errc> unreadable;
  bool is_lacking = false;  // it lacks the object, which may be late
};

struct FetchedObject {
  std::optional<std::string> bytes;  // of the object itself: of a full one that stands in for it, its part
  std::vector<SourceFault> faults;   // of the sources that were asked before, or of all of them
};

class SyncSources {
 public:
  // At most `per_second` requests are begun in a second, where that is not 0. usage: a URL that cannot be one.
  static Result<std::unique_ptr<SyncSources>> open(const std::vector<std::string>& places, const HttpOptions& http,
                                                   uint64_t per_second);

  size_t size() const { return readers_.size(); }
  LogReader& reader(size_t number) { return *readers_[number]; }
  const std::string& name(size_t number) const { return names_[number]; }

  // The object, once `wrong` finds nothing wrong with its bytes. Callable from several threads.
  using Wrong = std::function<std::string(const std::string& bytes)>;
  FetchedObject fetch(const TileId& tile, const Wrong& wrong);
  // Of this source alone.
  FetchedObject fetch_from(size_t number, const TileId& tile, const Wrong& wrong);

  // Objects that were asked for, of all sources together.
  uint64_t requests() const { return requests_; }
  // Those that did not answer are asked first again.
  void forget_failures();

 private:
  explicit SyncSources(uint64_t per_second) : per_second_(per_second) {}
  void wait_for_turn();
  std::vector<std::unique_ptr<LogReader>> readers_;
  std::vector<std::string> names_;
  std::unique_ptr<std::atomic<bool>[]> silent_;  // did not answer: asked last from then on
  std::atomic<uint64_t> requests_{0};
  const uint64_t per_second_;
  std::function<bool()> cancelled_;
  std::mutex mutex_;  // of next_turn_
  std::chrono::steady_clock::time_point next_turn_{};
};

}  // namespace tlog
