#include "libcore/ops/anchor_index.h"

#include "libcore/merkle/tree.h"
#include "libcore/ops/index_log.h"
#include "libcore/store/index_store.h"
#include "libcore/text/trailer.h"
#include "libcore/vindex/index_anchor.h"

namespace tlog {

Result<Verdict> anchor_index(const AnchorIndexRequest& request, Host& host) {
  TRY(const auto index, open_index(request.index));
  bool anchored = false;
  if (!request.tree.log.empty()) {
    TRY(const auto tree, open_index_log(request.tree, index->header(), request.index, host));
    if (!tree) return Verdict::kNo;
    TRY(const AnchorSearch search, find_anchor(*tree, index->view, host));
    if (!search.fault.empty()) {
      host.error(search.fault);
      return Verdict::kNo;
    }
    anchored = search.found.has_value();
  }
  if (anchored) {
    host.emit(format_trailer({0, empty_root()}));
    return Verdict::kYes;
  }
  const IndexHeader& header = index->header();
  const std::string anchor = format_index_anchor({header.map, header.index_root, header.size.value});
  host.emit(anchor);
  host.emit(format_trailer({1, hash_leaf(as_bytes(anchor))}));
  return Verdict::kYes;
}

}  // namespace tlog
