#pragma once
// What is said on the routed way of a chunk (spec/root-cas.md section 3): the bytes go to an ingest node, and the
// master, which owns the names, is told under which content identifier (cid.h) it finds them, and of what size they
// are.
//
//   GET MASTER'S ORIGIN/fula/capabilities   {"remoteCidPut":true}              does the master know that at all?
//   PUT NODE/v0/block?cid=CID               the bytes; 200 {"cid":"CID","size":5}
//   PUT MASTER/chunks/<64 hex>              no bytes, and the headers
//                                           x-amz-meta-fula-remote-cid: CID
//                                           x-amz-meta-fula-remote-size: 5
//                                           200, ETag: "CID"
//
// for "hello": CID is bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/chunk/address.h"

namespace tlog {

constexpr size_t kMaxCapabilitiesBytes = 65'536;
constexpr size_t kMaxIngestAnswerBytes = 4096;

// `master` and `node` are URLs without a slash at their end.
std::string capabilities_url(const std::string& master);
std::string ingest_url(const std::string& node, const Address& address);
std::vector<std::string> mapping_headers(const Address& address, uint64_t size);

// Does it say that it takes the CID of bytes that are elsewhere? malformed: why it does not.
Status parse_capabilities(std::string_view json);
// Is it about these bytes? malformed: what is wrong with it.
Status parse_ingest_answer(std::string_view json, const Address& address, uint64_t size);
// What an ETag says of the bytes: it is their CID in quotes. Nothing where it is no CID.
std::optional<Address> address_of_etag(std::string_view etag);

}  // namespace tlog
