#pragma once
// The stores of a group, over which chunks are spread: a file of JSON lines, one for each,
//
//   {"url":"dir:/srv/a"}
//   {"id":"5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef","url":"https://b.example/store"}
//
// A store has an id of 32 bytes, by which it is near to a chunk or far from it. Without one in the file it is the
// BLAKE3 hash of the URL as it stands there. Keys that are not known are ignored, and so are empty lines.

#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/base/types.h"

namespace tlog {

constexpr size_t kMaxEndpoints = 4096;
constexpr size_t kMaxEndpointsBytes = 16'000'000;

struct Endpoint {
  Hash id;
  std::string url;
};

// One whose id is the hash of its URL.
Endpoint endpoint_of(const std::string& url);

// `name` is for messages. malformed: not such lines, none at all, too many, or two with one
// id or in one place, in whatever spelling; links of folders are followed.
Result<std::vector<Endpoint>> parse_endpoints(std::string_view text, const std::string& name);
// Reads them; errors of read_file().
Result<std::vector<Endpoint>> read_endpoints(const std::string& path);

}  // namespace tlog
