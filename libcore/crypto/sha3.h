#pragma once
// SHA3-256 (FIPS 202), for receipts of batches that others make with it (chunk/salted_batch.h): a few short messages.

#include "libcore/base/bytes.h"
#include "libcore/base/types.h"

namespace tlog {

Hash sha3_256(ByteView message);

}  // namespace tlog
