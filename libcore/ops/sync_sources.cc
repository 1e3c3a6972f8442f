#include "libcore/ops/sync_sources.h"

#include <algorithm>
#include <numeric>
#include <thread>

#include "libcore/base/text.h"
#include "libcore/store/log_url.h"
#include "libcore/tiles/bundle.h"

namespace tlog {

namespace {

// A full object that was read in the place of a partial one, cut to its width; other bytes as they are.
std::string cut(const TileId& tile, StoredObject object) {
  if (object.stored.width == tile.width) return std::move(object.bytes);
  if (tile.level != kEntriesLevel) {
    if (object.bytes.size() == kFullTileBytes) object.bytes.resize(tile.width * sizeof(Hash));
    return std::move(object.bytes);
  }
  const auto entries = parse_bundle(as_bytes(object.bytes), object.stored.width);
  if (!entries) return std::move(object.bytes);
  size_t bytes = 0;
  for (size_t i = 0; i < tile.width; i++) bytes += 2 + (*entries)[i].size();
  object.bytes.resize(bytes);
  return std::move(object.bytes);
}

}  // namespace

Result<std::unique_ptr<SyncSources>> SyncSources::open(const std::vector<std::string>& places, const HttpOptions& http,
                                                       uint64_t per_second) {
  std::unique_ptr<SyncSources> sources(new SyncSources(per_second));
  sources->cancelled_ = http.cancelled;
  for (const std::string& place : places) {
    TRY(auto reader, open_log(place, http));
    sources->names_.push_back(printable(place, 4096));
    sources->readers_.push_back(std::move(reader));
  }
  sources->silent_ = std::make_unique<std::atomic<bool>[]>(places.size());
  return sources;
}

// Returns when the next request may begin, or when nothing is wanted any more.
void SyncSources::wait_for_turn() {
  if (per_second_ == 0) return;
  const auto interval = std::chrono::nanoseconds(1'000'000'000 / per_second_);
  std::unique_lock lock(mutex_);
  const auto turn = std::max(next_turn_, std::chrono::steady_clock::now());
  next_turn_ = turn + interval;
  lock.unlock();
  while (std::chrono::steady_clock::now() < turn && !(cancelled_ && cancelled_())) {
    std::this_thread::sleep_for(
        std::min<std::chrono::nanoseconds>(turn - std::chrono::steady_clock::now(), std::chrono::milliseconds(50)));
  }
}

FetchedObject SyncSources::fetch_from(size_t number, const TileId& tile, const Wrong& wrong) {
  FetchedObject out;
  requests_++;
  wait_for_turn();
  auto object = std::move(readers_[number]->objects({&tile, 1})[0]);
  std::string why;
  const bool is_lacking = !object && object.error().code() == Errc::kNotFound;
  if (object) {
    std::string bytes = cut(tile, *std::move(object));
    why = wrong(bytes);
    if (why.empty()) {
      out.bytes = std::move(bytes);
      return out;
    }
  } else if (is_object_fault(object.error())) {
    why = object_fault(object.error());
  } else {
    const Errc code = object.error().code();
    silent_[number] = true;
    out.faults.push_back({names_[number], tile_path(tile), object.error().message(), code, false});
    return out;
  }
  out.faults.push_back({names_[number], tile_path(tile), std::move(why), std::nullopt, is_lacking});
  return out;
}

FetchedObject SyncSources::fetch(const TileId& tile, const Wrong& wrong) {
  std::vector<size_t> order(readers_.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::rotate(order.begin(), order.begin() + static_cast<ptrdiff_t>(tile.index % order.size()), order.end());
  std::stable_partition(order.begin(), order.end(), [&](size_t number) { return !silent_[number]; });
  FetchedObject out;
  for (const size_t number : order) {
    FetchedObject one = fetch_from(number, tile, wrong);
    for (SourceFault& fault : one.faults) out.faults.push_back(std::move(fault));
    if (!one.bytes) continue;
    out.bytes = std::move(one.bytes);
    break;
  }
  return out;
}

void SyncSources::forget_failures() {
  for (size_t i = 0; i < readers_.size(); i++) silent_[i] = false;
}

}  // namespace tlog
