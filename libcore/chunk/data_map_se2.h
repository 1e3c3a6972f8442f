#pragma once
// The two binary forms of se2 data maps (data_map.h), which have the same content.

#include "libcore/chunk/data_map.h"

namespace tlog {

std::string format_msgpack_map(const DataMap& map);
Result<DataMap> parse_msgpack_map(ByteView bytes);

}  // namespace tlog
