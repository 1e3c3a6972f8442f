#include "libcore/store/extra_rows.h"

namespace tlog {

namespace {

class TolerantReader : public LogReader {
 public:
  explicit TolerantReader(std::unique_ptr<LogReader> log) : log_(std::move(log)) {}

  std::string name() const override { return log_->name(); }
  Result<std::string> checkpoint(const BodyCheck& wrong) override { return log_->checkpoint(wrong); }
  std::vector<Result<StoredObject>> objects(std::span<const TileId> wanted) override {
    std::vector<Result<StoredObject>> objects = log_->objects(wanted);
    for (Result<StoredObject>& object : objects) {
      if (!object || !may_have_extra_rows(*object)) continue;
      object->bytes.resize(object->stored.width * sizeof(Hash));
      object->had_extra_rows = true;
    }
    return objects;
  }

 private:
  std::unique_ptr<LogReader> log_;
};

}  // namespace

bool may_have_extra_rows(const StoredObject& object) {
  const size_t bytes = object.bytes.size();
  return object.stored.level != kEntriesLevel && bytes > object.stored.width * sizeof(Hash) &&
         bytes <= kMaxTileBytesWithExtraRows && bytes % sizeof(Hash) == 0;
}

bool looks_like_extra_rows(const StoredObject& object) {
  return may_have_extra_rows(object) && object.bytes.size() > kFullTileBytes;
}

std::unique_ptr<LogReader> tolerate_extra_rows(std::unique_ptr<LogReader> log) {
  return std::make_unique<TolerantReader>(std::move(log));
}

}  // namespace tlog
