using System.Collections.Concurrent;
using Compensation.Api.Tests.Finance;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>What is logged, down to the finest level, while keys, tokens and persons' data go in and out.</summary>
public sealed class SecretLogTests
{
    private const string Account = "DE89370400440532013000"; // the example of the German register
    private const string WrongAccount = "DE89370400440532013001";
    private const string TaxId = "TAX-8156-4711";

    [Fact]
    public async Task Logs_OfCallsThatSucceedAndFail_HoldNoSecrets()
    {
        await using var day = await FinanceDay.BeginAsync();
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        using var lines = new Collector();
        // The factory reads its filter anew when a provider comes in.
        var filter = day.Server.Services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>().CurrentValue;
        filter.MinLevel = LogLevel.Trace;
        filter.Rules.Clear();
        day.Server.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        var (admin, seller) = (day.Server.Issuer.Issue("ada", ["admin"], "company"), day.Server.Issuer.Issue("cara", ["seller"], "company", "C"));

        await CallAsync(day, $"Bearer {admin}", "AdminService/CreateStorefront", new CreateStorefrontRequest { IdempotencyKey = "s", Name = "web" });
        using var ada = new ApiClient(day.Server.Address, $"Bearer {admin}");
        var key = await ada.CallAsync<CreateKeyResponse>("AdminService/CreateKey", new CreateKeyRequest { IdempotencyKey = "k", Storefront = "web" });
        var forged = $"{admin[..^6]}AAAAAA";
        (await CallAsync(day, $"Key {key.Secret}", "StorefrontService/GetOrder", new GetOrderRequest { Order = "O1" })).ShouldBe(StatusCode.OK);
        (await CallAsync(day, $"Key {key.Secret}x", "StorefrontService/GetOrder", new GetOrderRequest { Order = "O1" })).ShouldBe(StatusCode.Unauthenticated);
        (await CallAsync(day, $"Bearer {forged}", "AdminService/ListKeys", new ListKeysRequest())).ShouldBe(StatusCode.Unauthenticated);
        (await CallAsync(day, $"Bearer {seller}", "SellerService/UpdatePerson", Update("a", Account))).ShouldBe(StatusCode.OK);
        (await CallAsync(day, $"Bearer {seller}", "SellerService/UpdatePerson", Update("b", WrongAccount))).ShouldBe(StatusCode.InvalidArgument);
        (await CallAsync(day, $"Bearer {admin}", "SellerService/GetPerson", new GetPersonRequest { Seller = "C" })).ShouldBe(StatusCode.OK);
        (await CallAsync(day, $"Bearer {admin}", "AdminService/ExportPerson",
            new ExportPersonRequest { Person = new PersonChoice { Seller = "C" }, Reason = "asked" })).ShouldBe(StatusCode.OK);

        string[] secrets =
        [
            key.Secret.Split('.')[1], admin.Split('.')[2], forged.Split('.')[2], seller.Split('.')[2], Account, WrongAccount, TaxId, "Cara Clay",
        ];
        lines.All.Count.ShouldBeGreaterThan(100);
        lines.All.ShouldContain(line => line.Contains("GetPerson"), "calls are logged at this level");
        secrets.ShouldAllBe(secret => !lines.All.Any(line => line.Contains(secret, StringComparison.Ordinal)));
        await using var ledger = day.Server.Database.CreateContext();
        var audit = await ledger.Rows<AuditRow>().Select(row => row.Body + row.Why).ToListAsync();
        secrets.ShouldAllBe(secret => !audit.Any(entry => entry.Contains(secret, StringComparison.Ordinal)));
    }

    private static UpdatePersonRequest Update(string key, string account) => new()
    {
        IdempotencyKey = key,
        Person = new Person { Name = "Cara Clay", TaxId = TaxId, Iban = account },
        UpdateMask = new FieldMask { Paths = { "name", "tax_id", "iban" } },
    };

    private static async Task<StatusCode> CallAsync(FinanceDay day, string authorization, string method, IMessage request)
    {
        using var client = new ApiClient(day.Server.Address, authorization);
        try
        {
            await client.CallAsync<Empty>(method, request);
            return StatusCode.OK;
        }
        catch (CallFailedException failure)
        {
            return failure.Code;
        }
    }

    private sealed class Collector : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            All.Add($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add($"{formatter(state, exception)} {state} {exception}");

        public void Dispose()
        {
        }
    }
}
