#include "libcore/store/wider_objects.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "libcore/checkpoint/checkpoint.h"

namespace tlog {

namespace {

class WiderReader : public LogReader {
 public:
  explicit WiderReader(std::unique_ptr<LogReader> log) : log_(std::move(log)) {}

  std::string name() const override { return log_->name(); }
  Result<std::string> checkpoint(const BodyCheck& wrong) override { return log_->checkpoint(wrong); }

  std::vector<Result<StoredObject>> objects(std::span<const TileId> wanted) override {
    std::vector<Result<StoredObject>> out = log_->objects(wanted);
    std::vector<size_t> missing;
    std::vector<TileId> wider;
    for (size_t i = 0; i < wanted.size(); i++) {
      if (out[i] || out[i].error().code() != Errc::kNotFound || wanted[i].width == kTileWidth) continue;
      const Result<TreeSize>& size = published();
      if (!size) {
        out[i] = size.error();
        continue;
      }
      const TileId tile{wanted[i].level, wanted[i].index, width_in(*size, wanted[i])};
      // The full object was looked for already.
      if (tile.width <= wanted[i].width || tile.width == kTileWidth) continue;
      missing.push_back(i);
      wider.push_back(tile);
    }
    if (wider.empty()) return out;
    std::vector<Result<StoredObject>> in_place = log_->objects(wider);
    for (size_t i = 0; i < wider.size(); i++) {
      if (in_place[i] || in_place[i].error().code() != Errc::kNotFound) out[missing[i]] = std::move(in_place[i]);
    }
    return out;
  }

 private:
  static uint64_t width_in(TreeSize size, const TileId& tile) {
    const uint64_t hashes = hashes_at_level(std::max(tile.level, 0), size), first = tile.index * kTileWidth;
    return hashes <= first ? 0 : std::min(kTileWidth, hashes - first);
  }

  // How many entries are published; 0 where nothing is.
  const Result<TreeSize>& published() {
    std::call_once(asked_, [this] { published_ = read_size(); });
    return *published_;
  }

  Result<TreeSize> read_size() {
    const auto note = log_->checkpoint(no_head());
    if (!note && note.error().code() == Errc::kNotFound) return TreeSize{0};
    if (!note) return note.error();
    const auto checkpoint = parse_unverified_checkpoint(*note);
    if (checkpoint) return checkpoint->size;
    // No fault of an object, which malformed would be.
    return Error(Errc::kIo, log_->checkpoint_name() + ": " + checkpoint.error().message());
  }

  std::unique_ptr<LogReader> log_;
  std::once_flag asked_;
  std::optional<Result<TreeSize>> published_;
};

}  // namespace

std::unique_ptr<LogReader> with_wider_objects(std::unique_ptr<LogReader> log) {
  return std::make_unique<WiderReader>(std::move(log));
}

}  // namespace tlog
