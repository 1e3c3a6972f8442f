#include "libcore/store/index_store.h"

#include "libcore/base/text.h"

namespace tlog {

Result<std::unique_ptr<OpenIndex>> open_index(const std::string& path) {
  TRY(MappedFile file, MappedFile::open(path));
  auto view = IndexView::open(file.bytes());
  if (!view) return std::move(view).error().context(printable(path, 4096));
  return std::make_unique<OpenIndex>(OpenIndex{std::move(file), *std::move(view)});
}

Result<bool> was_index(const std::string& path) {
  constexpr std::string_view kBegin = "tlog-tools vindex ";
  TRY(const MappedFile file, MappedFile::open(path));
  const std::string_view begin = as_text(file.bytes()).substr(0, kBegin.size());
  size_t other = 0, lost = 0;  // what a disk has lost reads as zeros
  for (size_t i = 0; i < begin.size(); i++) {
    if (begin[i] != kBegin[i]) other++;
    if (begin[i] == 0) lost++;
  }
  return other <= begin.size() / 4 || lost == begin.size();
}

}  // namespace tlog
