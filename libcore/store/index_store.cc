#include "libcore/store/index_store.h"

#include "libcore/base/text.h"

namespace tlog {

Result<std::unique_ptr<OpenIndex>> open_index(const std::string& path) {
  TRY(MappedFile file, MappedFile::open(path));
  auto view = IndexView::open(file.bytes());
  if (!view) return std::move(view).error().context(printable(path, 4096));
  return std::make_unique<OpenIndex>(OpenIndex{std::move(file), *std::move(view)});
}

}  // namespace tlog
