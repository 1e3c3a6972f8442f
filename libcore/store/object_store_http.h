#pragma once
// Objects behind HTTP (object_store.h): PUT with If-None-Match: * creates, PUT with If-Match swaps, GET and HEAD read.
// S3 is the same with signed requests (AWS Signature Version 4), under
//
//   ENDPOINT/BUCKET/PREFIX/KEY                       where an endpoint is named, and where the bucket has a dot
//   https://BUCKET.s3.REGION.amazonaws.com/PREFIX/KEY   else

#include <memory>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/store/object_store.h"

namespace tlog {

// Where the objects of a place are, and with what requests to them are signed.
struct S3Bucket {
  std::string url, key_prefix;  // of all keys in it
  HttpSigner signer;
};
struct HttpPlace {
  std::string name;                  // as the user named it
  std::string prefix;                // the URL, without a slash at its end
  std::optional<S3Bucket> bucket{};  // of s3: places
};
// usage: not a URL of a prefix.
Result<HttpPlace> http_place(const std::string& url);
// usage: not s3://BUCKET[/PREFIX] with a name that a bucket can have. config: no credentials, or such that cannot be.
Result<HttpPlace> s3_place(const std::string& place, const S3Options& s3);

// Errors of http_place().
Result<std::unique_ptr<ObjectStore>> open_http_store(const std::string& url, const StoreOptions& options);

// Errors of s3_place().
Result<std::unique_ptr<ObjectStore>> open_s3_store(const std::string& place, const StoreOptions& options);

}  // namespace tlog
