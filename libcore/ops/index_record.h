#pragma once
// The `index` record: what an index file is of.

#include "libcore/base/encode.h"
#include "libcore/text/record.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

inline Record index_record(const IndexHeader& header) {
  Record record("index");
  record.text("origin", header.origin)
      .number("tree_size", header.size.value)
      .number("keys", header.keys)
      .text("root_hex", hex_encode(header.index_root.bytes));
  if (header.map.sha256) {
    record.text("map_sha256_hex", hex_encode(header.map.sha256->bytes));
  } else {
    record.text("field", header.map.field);
  }
  return record;
}

}  // namespace tlog
