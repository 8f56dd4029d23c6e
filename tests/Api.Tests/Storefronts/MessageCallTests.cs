using Compensation.Api.Tests.Finance;
using Compensation.Api.V1;
using Compensation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Storefronts;

/// <summary>Other systems are told what happens to periods and sellers.</summary>
public sealed class MessageCallTests : IAsyncLifetime
{
    private FinanceDay day = null!;
    private ApiClient shop = null!;

    public async Task InitializeAsync()
    {
        day = await FinanceDay.BeginAsync();
        shop = day.Server.Shop();
    }

    public async Task DisposeAsync()
    {
        shop.Dispose();
        await day.DisposeAsync();
    }

    private Task<AcknowledgeMessagesResponse> AcknowledgeAsync(long sequence, ApiClient? by = null) => (by ?? shop).CallAsync<AcknowledgeMessagesResponse>(
        "StorefrontService/AcknowledgeMessages", new AcknowledgeMessagesRequest { Reader = "mailer", Sequence = sequence });

    /// <summary>The next messages of a reader; the call ends with the last one that is waited for.</summary>
    private async Task<List<Message>> ReadAsync(int count, ApiClient? by = null)
    {
        var read = new List<Message>();
        using var ending = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await foreach (var message in (by ?? shop).StreamAsync<Message>(
            "StorefrontService/WatchMessages", new WatchMessagesRequest { Reader = "mailer" }, cancellation: ending.Token))
        {
            read.Add(message);
            if (read.Count == count)
            {
                break;
            }
        }

        return read;
    }

    [Fact]
    public async Task Period_ThatIsPaidAndRestated_IsToldStepByStep()
    {
        await day.PayAsync();
        var restated = await day.RestateAsync();

        var told = await ReadAsync(6);

        told.Select(message => message.Topic).ShouldBe(
        [
            "period.close_begun", "period.result_recorded", "period.approved", "period.paid", "period.restatement_begun", "period.result_recorded",
        ]);
        told.Select(message => message.Sequence).ShouldBeInOrder();
        told[3].Body.ShouldStartWith("""{"period":"2026-01","status":"paid","version":1,"at":"2026-""");
        told[5].Body.ShouldContain($"\"version\":{restated.Version}");
    }

    [Fact]
    public async Task Reader_ThatComesBack_GetsWhatItDidNotAcknowledge()
    {
        await day.PayAsync();
        var all = await ReadAsync(4);

        (await AcknowledgeAsync(all[1].Sequence)).Sequence.ShouldBe(all[1].Sequence);
        // An earlier one changes nothing.
        (await AcknowledgeAsync(all[0].Sequence)).Sequence.ShouldBe(all[1].Sequence);

        (await ReadAsync(2)).ShouldBe(all[2..]);
        (await AcknowledgeAsync(all[3].Sequence)).Sequence.ShouldBe(all[3].Sequence);
        // A reader of the same name that belongs to somebody else has its own place.
        using var ada = day.Server.Person("ada", "admin");
        (await ReadAsync(4, ada)).ShouldBe(all);
        // What comes later is told to who still listens.
        var following = ReadAsync(1);
        await shop.CallAsync<EnrolSellerResponse>("StorefrontService/EnrolSeller", new EnrolSellerRequest
        {
            IdempotencyKey = "new",
            Seller = "N",
            Sponsor = "A",
            Joined = day.Server.Database.Clock.GetCurrentInstant().ToDateTimeUtc().ToTimestamp(),
        });
        var enrolled = (await following).ShouldHaveSingleItem();
        (enrolled.Topic, enrolled.Body.Contains("\"sellers\":[\"N\"]", StringComparison.Ordinal)).ShouldBe(("seller.enrolled", true));
    }

    [Fact]
    public async Task Acknowledgement_OfNoMessage_IsRefused()
    {
        var error = await Should.ThrowAsync<CallFailedException>(() => AcknowledgeAsync(1_000_000));

        error.Code.ShouldBe(StatusCode.InvalidArgument);
        (await Should.ThrowAsync<CallFailedException>(() => shop.CallAsync<AcknowledgeMessagesResponse>(
            "StorefrontService/AcknowledgeMessages", new AcknowledgeMessagesRequest { Sequence = 1 }))).Code.ShouldBe(StatusCode.InvalidArgument);
    }
}
