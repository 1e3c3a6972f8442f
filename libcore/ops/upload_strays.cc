#include "libcore/ops/upload_strays.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "libcore/os/file.h"
#include "libcore/text/record.h"
#include "libcore/tiles/tile.h"

namespace tlog {

namespace {

constexpr size_t kMaxStrays = 1'000'000;

}  // namespace

bool had_object(TreeSize size, const TileId& tile) {
  return has_object(size, tile) || (tile.width < kTileWidth && hashes_at_level(std::max(tile.level, 0), size) >=
                                                                   tile.index * kTileWidth + tile.width);
}

Result<uint64_t> tell_strays(ObjectStore& store, const LogDir& log, TreeSize size, Host& host) {
  std::vector<ListedObject> strays;
  Progress progress;
  progress.unit = "objects listed";
  CHECK(store.list([&](const ListedObject& object) -> Status {
    if (host.cancelled()) return Error(Errc::kBusy, "interrupted while the store was listed");
    progress.items++;
    host.progress(progress);
    if (object.key == kProbeKey || object.key == "checkpoint") return {};
    const auto tile = parse_tile_path(object.key);
    if (tile && had_object(size, *tile)) return {};
    if (tile) {  // signed, and not published yet
      TRY(const FileKind kind, kind_of(log.object(*tile)));
      if (kind == FileKind::kFile) return {};
    }
    if (strays.size() == kMaxStrays) {
      return Error(Errc::kConfig,
                   fmt::format("{}: more than {} objects there are not of the log", store.name(), kMaxStrays))
          .hint("is it the right place?");
    }
    strays.push_back(object);
    return {};
  }));
  std::sort(strays.begin(), strays.end(),
            [](const ListedObject& left, const ListedObject& right) { return left.key < right.key; });
  for (const ListedObject& stray : strays) {
    host.emit(Record("stray_object").text("key", stray.key).number("size_bytes", stray.size_bytes).line());
  }
  return strays.size();
}

}  // namespace tlog
