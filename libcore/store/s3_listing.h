#pragma once
// A page of a listing of a bucket: what S3 answers to ListObjectsV2.
//
//   <?xml version="1.0" encoding="UTF-8"?>
//   <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
//     <EncodingType>url</EncodingType>
//     <IsTruncated>true</IsTruncated>
//     <NextContinuationToken>b2JqZWN0</NextContinuationToken>
//     <Contents><Key>logs/r/tile/0/000</Key><Size>8192</Size></Contents>
//   </ListBucketResult>
//
// Other elements, which servers add as they like, are passed over.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/store/object_store.h"

namespace tlog {

// A page has at most 1,000 keys of at most 1,024 bytes, which grow to three times that where they are encoded.
constexpr size_t kMaxS3ListingBytes = 8'000'000;

struct S3Listing {
  std::vector<ListedObject> objects;  // keys as the bucket has them
  std::optional<std::string> next{};  // the token of the next page; nothing: this is the last one
};

// malformed: no such page; what is wrong with it.
Result<S3Listing> parse_s3_listing(std::string_view xml);

// The query that asks for a page of the keys that begin with `prefix`, its parts sorted and encoded as a signature
// needs them (AWS Signature Version 4, canonical query string).
std::string s3_listing_query(std::string_view prefix, const std::optional<std::string>& token);

}  // namespace tlog
