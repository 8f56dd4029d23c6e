using Orleans;

namespace Compensation.Grains;

/// <summary>Kinds of refusal.</summary>
[GenerateSerializer]
[Alias("compensation.refusal-code")]
public enum RefusalCode
{
    /// <summary>The request id was used before with another content.</summary>
    RequestConflict,

    /// <summary>An id is empty, longer than 200 characters or not on one line.</summary>
    InvalidId,

    /// <summary>A value is outside its range.</summary>
    InvalidValue,

    /// <summary>A reason is needed and there is none.</summary>
    ReasonMissing,

    /// <summary>The order was never placed.</summary>
    UnknownOrder,

    /// <summary>An order with this id was placed before with another content.</summary>
    OrderExists,

    /// <summary>The seller is not known.</summary>
    UnknownSeller,

    /// <summary>The instant lies before the seller joined.</summary>
    BeforeEnrolment,

    /// <summary>The instant lies further ahead than clocks may differ.</summary>
    FarFuture,

    /// <summary>The instant lies further back than orders are taken.</summary>
    FarPast,

    /// <summary>The instant lies before the order was placed.</summary>
    BeforePlaced,

    /// <summary>The order has no lines, too many, or one twice.</summary>
    InvalidLines,

    /// <summary>The order is paid already.</summary>
    AlreadyPaid,

    /// <summary>The order is shipped already.</summary>
    AlreadyShipped,

    /// <summary>The order is neither paid nor does it count: there is nothing to refund.</summary>
    NotPaid,

    /// <summary>The order was cancelled.</summary>
    Cancelled,

    /// <summary>Nothing is left of the order.</summary>
    Refunded,

    /// <summary>The order has no line of that number.</summary>
    NoSuchLine,

    /// <summary>A value is given for a field that is no volume.</summary>
    NotAVolume,

    /// <summary>More is taken back than is left of a line.</summary>
    MoreThanLeft,

    /// <summary>The refund takes nothing back.</summary>
    NothingTakenBack,

    /// <summary>The refund comes later than the plan allows.</summary>
    RefundTooLate,

    /// <summary>The period in which it would count is not open.</summary>
    PeriodNotOpen,

    /// <summary>The plan's calendar has no period at that instant.</summary>
    NoPeriod,

    /// <summary>The period is open or closed already.</summary>
    AlreadyOpened,

    /// <summary>The period before it was not opened.</summary>
    PreviousNotOpened,

    /// <summary>The period before it is not closed.</summary>
    PreviousNotClosed,

    /// <summary>Orders of the period may still be recorded.</summary>
    BeforeCutoff,

    /// <summary>The period is not being closed or restated.</summary>
    NotClosing,

    /// <summary>The period is closed already.</summary>
    AlreadyClosed,

    /// <summary>The result was not compared with the live one.</summary>
    NotCompared,

    /// <summary>Another result is recorded than the one named.</summary>
    OtherResult,

    /// <summary>There is no result to approve or reject.</summary>
    NotCalculated,

    /// <summary>The approver had a hand in what is to be approved.</summary>
    SamePerson,

    /// <summary>The run is marked for review.</summary>
    MarkedForReview,

    /// <summary>The period is approved; it can only be restated.</summary>
    AlreadyApproved,

    /// <summary>The period is not approved.</summary>
    NotApproved,

    /// <summary>Amounts that must be equal are not.</summary>
    Unbalanced,

    /// <summary>There is nothing to pay.</summary>
    NothingToPay,

    /// <summary>More is confirmed than was prepared.</summary>
    MoreThanPrepared,

    /// <summary>The payouts were prepared already.</summary>
    AlreadyPrepared,

    /// <summary>The period is not paid.</summary>
    PeriodNotPaid,

    /// <summary>The period is paid.</summary>
    PeriodPaid,

    /// <summary>The period is being restated.</summary>
    BeingRestated,

    /// <summary>The period was not restated: it has no differences.</summary>
    NotRestated,

    /// <summary>Another override sets the same.</summary>
    AlreadyOverridden,

    /// <summary>There is no override of that id.</summary>
    UnknownOverride,

    /// <summary>The seller is not held.</summary>
    NotHeld,

    /// <summary>The payout is in a state that does not allow the step.</summary>
    PayoutStep,

    /// <summary>A seller of this id is enrolled already.</summary>
    SellerExists,

    /// <summary>The seller has left, or was merged into another entry.</summary>
    SellerGone,

    /// <summary>The seller has not left.</summary>
    NotTerminated,

    /// <summary>The plan records no such tree, or places in it are not chosen.</summary>
    UnknownTree,

    /// <summary>The tree has no such leg, or a leg is missing.</summary>
    NoSuchLeg,

    /// <summary>Somebody else stands there.</summary>
    PlaceTaken,

    /// <summary>The seller does not wait for a place, or stands there already.</summary>
    AlreadyPlaced,

    /// <summary>There is no place, or the plan's rule finds none.</summary>
    NoPlace,

    /// <summary>Nobody's days in a holding tank are over.</summary>
    NothingToPlace,

    /// <summary>The place is not in the sponsor's downline.</summary>
    NotInDownline,

    /// <summary>Somebody would come to stand in their own downline.</summary>
    Cycle,

    /// <summary>The change touches closed periods, and nobody has approved it.</summary>
    ApprovalMissing,

    /// <summary>There is no such change, or it cannot be taken back.</summary>
    UnknownChange,

    /// <summary>The seller was changed again since, or moves again later.</summary>
    ChangedSince,

    /// <summary>The seller's statement has no such line.</summary>
    UnknownLine,

    /// <summary>The dispute was granted, declined or withdrawn.</summary>
    DisputeClosed,

    /// <summary>Somebody who pays or is paid has no bank account that money can be sent from or to.</summary>
    AccountMissing,
}
