using System.Data.Common;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Values;
using Compensation.Grains;
using Compensation.Ledger.Writing;
using Google.Rpc;
using Grpc.Core;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Shared;

public sealed class ErrorTableTests
{
    [Theory]
    [InlineData(RefusalCode.InvalidId, StatusCode.InvalidArgument)]
    [InlineData(RefusalCode.UnknownSeller, StatusCode.NotFound)]
    [InlineData(RefusalCode.RequestConflict, StatusCode.AlreadyExists)]
    [InlineData(RefusalCode.SamePerson, StatusCode.PermissionDenied)]
    [InlineData(RefusalCode.PeriodNotOpen, StatusCode.FailedPrecondition)]
    public void Refusal_HasAStatusAndItsReason(RefusalCode code, StatusCode expected)
    {
        var status = CallErrors.StatusOf(new Refusal(code, "seller", "B 7", "This is wrong.", "Do that."));

        ((StatusCode)status.Code).ShouldBe(expected);
        status.Message.ShouldBe("seller = 'B 7': This is wrong. Do that.");
        var info = status.Details[0].Unpack<ErrorInfo>();
        (info.Domain, info.Metadata["field"], info.Metadata["value"], info.Metadata["remedy"]).ShouldBe(("compensation.v1", "seller", "B 7", "Do that."));
    }

    [Fact]
    public void Reason_OfARefusal_IsItsCodeInCapitals()
    {
        ErrorTable.ReasonOf(RefusalCode.PeriodNotOpen).ShouldBe("PERIOD_NOT_OPEN");
        ErrorTable.ReasonOf(RefusalCode.NotAVolume).ShouldBe("NOT_A_VOLUME");
        // google.rpc.ErrorInfo allows no other reasons.
        Enum.GetValues<RefusalCode>().Select(ErrorTable.ReasonOf).ShouldAllBe(
            reason => reason.Length <= 63 && reason.All(letter => char.IsAsciiLetterUpper(letter) || letter == '_'));
    }

    [Fact]
    public void InvalidField_IsAFieldViolation()
    {
        var status = CallErrors.Invalid("page.page_size", "-1", "Too few.", "More.").Status;

        var violation = status.Details[1].Unpack<BadRequest>().FieldViolations.ShouldHaveSingleItem();
        (violation.Field, violation.Description).ShouldBe(("page.page_size", "Too few. More."));
    }

    [Fact]
    public void Values_ThatAreLong_AreCutOff()
    {
        // 250 characters, the last of which would be half of one.
        var status = CallErrors.NotFound("order", new string('x', 249) + "\U0001F4B6" + new string('y', 300_000)).Status;

        status.Message.ShouldBe($"There is no order '{new string('x', 249)}…'. Correct the id.");
        CallErrors.StatusOf(new Refusal(RefusalCode.UnknownSeller, "seller", new string('é', 300_000), "Who?", "Somebody."))
            .CalculateSize().ShouldBeLessThan(4_000);
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(1, -1)]
    [InlineData(0, 1_000_000_000)]
    public void Length_ThatIsNone_IsRefused(long seconds, int nanos) => Should.Throw<CallException>(
        () => Wire.Length(new Google.Protobuf.WellKnownTypes.Duration { Seconds = seconds, Nanos = nanos }, "overlap"))
        .Status.Message.ShouldStartWith("overlap = ");

    [Fact]
    public void Length_IsAsItWasGiven() => Wire.Length(new Google.Protobuf.WellKnownTypes.Duration { Seconds = -3, Nanos = -500_000_000 }, "overlap")
        .ShouldBe(Duration.FromMilliseconds(-3_500));

    [Fact]
    public void Busy_TellsWhenToAskAgain()
    {
        var status = ErrorTable.StatusOf(new LedgerBusyException(Duration.FromMilliseconds(250)), isLate: false)!;

        ((StatusCode)status.Code).ShouldBe(StatusCode.ResourceExhausted);
        status.Details[1].Unpack<RetryInfo>().RetryDelay.ToTimeSpan().ShouldBe(TimeSpan.FromMilliseconds(250));
    }

    [Theory]
    [InlineData(true, StatusCode.DeadlineExceeded)]
    [InlineData(false, StatusCode.Cancelled)]
    public void Cancellation_IsTheDeadlineOrTheCaller(bool isLate, StatusCode expected) =>
        ((StatusCode)ErrorTable.StatusOf(new OperationCanceledException(), isLate)!.Code).ShouldBe(expected);

    [Fact]
    public void Bugs_HaveNoStatusOfTheirOwn() => ErrorTable.StatusOf(new InvalidOperationException("x"), isLate: false).ShouldBeNull();

    [Fact]
    public void Database_ThatFailed_IsUnavailable() =>
        ((StatusCode)ErrorTable.StatusOf(new BrokenDatabase(), isLate: false)!.Code).ShouldBe(StatusCode.Unavailable);

    private sealed class BrokenDatabase() : DbException("gone");
}
