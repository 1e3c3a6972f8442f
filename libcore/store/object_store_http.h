#pragma once
// Objects behind HTTP (object_store.h): PUT with If-None-Match: * creates, PUT with If-Match swaps, GET and HEAD read.
// S3 is the same with signed requests (AWS Signature Version 4), under
//
//   ENDPOINT/BUCKET/PREFIX/KEY                       where an endpoint is named, and where the bucket has a dot
//   https://BUCKET.s3.REGION.amazonaws.com/PREFIX/KEY   else

#include <memory>
#include <string>

#include "libcore/base/result.h"
#include "libcore/store/object_store.h"

namespace tlog {

// usage: not a URL of a prefix.
Result<std::unique_ptr<ObjectStore>> open_http_store(const std::string& url, const StoreOptions& options);

// usage: not s3://BUCKET[/PREFIX] with a name that a bucket can have. config: no credentials, or such that cannot be.
Result<std::unique_ptr<ObjectStore>> open_s3_store(const std::string& place, const StoreOptions& options);

}  // namespace tlog
