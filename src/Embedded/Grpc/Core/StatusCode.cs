namespace Grpc.Core;

/// <summary>How a call ended, as gRPC numbers it.</summary>
public enum StatusCode
{
    /// <summary>It succeeded.</summary>
    OK = 0,

    /// <summary>It was cancelled, mostly by the caller.</summary>
    Cancelled = 1,

    /// <summary>It failed, and nobody said how.</summary>
    Unknown = 2,

    /// <summary>The request is wrong, whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed first; it may have succeeded all the same.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for is not there.</summary>
    NotFound = 5,

    /// <summary>What was to be made is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known, and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>Something is used up: a quota, a queue, the size of a message.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that this needs; the same call again fails too.</summary>
    FailedPrecondition = 9,

    /// <summary>Something else got in between; the whole sequence of calls may be tried again.</summary>
    Aborted = 10,

    /// <summary>It went past the end of something.</summary>
    OutOfRange = 11,

    /// <summary>The server has no such service or method, or does not support what the call needs.</summary>
    Unimplemented = 12,

    /// <summary>Something that must hold does not.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached at the moment; the call may be tried again.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged.</summary>
    DataLoss = 15,

    /// <summary>The caller did not prove who they are.</summary>
    Unauthenticated = 16,
}
