#pragma once
// An older tree of a log that grew. Of the tree that is published now the partial objects are wider, and full where the
// tree has them full; who was not there in between, as a mirror, has no others.

#include <memory>

#include "libcore/store/log_reader.h"

namespace tlog {

// The log, with the object of the published tree in the place of a partial one that is missing, where that is wider
// (StoredObject::stored tells). The published checkpoint is read when it is needed first, and not verified: what it
// leads to is as suspect as any object. Where it cannot be read nothing is known of the objects that are missing.
std::unique_ptr<LogReader> with_wider_objects(std::unique_ptr<LogReader> log);

}  // namespace tlog
