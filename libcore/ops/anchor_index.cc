#include <fmt/format.h>

#include "libcore/base/encode.h"
#include "libcore/merkle/tree.h"
#include "libcore/ops/build_index.h"
#include "libcore/store/index_store.h"
#include "libcore/text/trailer.h"

namespace tlog {

namespace {

// Its keys are sorted, as those of other entries are.
std::string anchor_of(const IndexHeader& header) {
  const std::string map = header.map.sha256
                              ? fmt::format(R"("map_sha256_hex":"{}")", hex_encode(header.map.sha256->bytes))
                              : fmt::format(R"("field":"{}")", header.map.field);
  return fmt::format(R"({{{},"root":"{}","tree_size":{},"type":"vindex-root"}})", map,
                     hex_encode(header.index_root.bytes), header.size.value);
}

}  // namespace

Result<Verdict> anchor_index(const std::string& index, Host& host) {
  TRY(const auto open, open_index(index));
  const std::string anchor = anchor_of(open->header());
  host.emit(anchor);
  host.emit(format_trailer({1, hash_leaf(as_bytes(anchor))}));
  return Verdict::kYes;
}

}  // namespace tlog
