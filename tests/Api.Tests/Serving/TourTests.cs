using System.Text.RegularExpressions;
using Compensation.Silo.Serving;
using Compensation.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Text;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Serving;

/// <summary>The README's tour works as it stands there.</summary>
public sealed partial class TourTests
{
    [Fact]
    public async Task Readme_EveryCallOfTheTour_IsCarriedOut()
    {
        await using var server = await ApiServer.StartAsync();
        var seller = await ExampleCompany.AddAsync(server.Database, default);
        seller.ShouldBe("S000182");
        var now = SystemClock.Instance.GetCurrentInstant();
        var values = new Dictionary<string, string>
        {
            ["NOW"] = InstantPattern.General.Format(now),
            ["PERIOD"] = YearMonthPattern.Iso.Format(now.InUtc().Date.ToYearMonth().PlusMonths(-1)),
        };
        var tokens = new Dictionary<string, string>
        {
            ["SHOP"] = server.Issuer.Issue("shop", ["storefront"], ExampleCompany.Programme, storefront: "shop"),
            ["SELLER"] = server.Issuer.Issue($"{seller}@aurora.example", ["seller"], ExampleCompany.Programme, seller),
            ["FINANCE"] = server.Issuer.Issue(ExampleCompany.Finance, ["finance"], ExampleCompany.Programme),
        };

        var calls = Call().Matches(Repository.Read("README.md").ReplaceLineEndings("\n"));

        calls.Count.ShouldBe(7);
        foreach (Match call in calls)
        {
            var (service, method) = (call.Groups["service"].Value, call.Groups["method"].Value);
            var input = CompensationApi.Services.Single(each => each.FullName == service).Methods.Single(each => each.Name == method).InputType;
            var json = Variable().Replace(call.Groups["json"].Value, name => values[name.Groups[1].Value]);
            using var client = new ApiClient(server.Address, $"Bearer {tokens[call.Groups["who"].Value]}");

            var answers = new List<Empty>();
            await foreach (var answer in client.StreamAsync<Empty>($"{service}/{method}", JsonParser.Default.Parse(json, input)))
            {
                answers.Add(answer);
            }

            answers.ShouldNotBeEmpty($"{service}/{method}");
            answers[^1].CalculateSize().ShouldBeGreaterThan(0, $"{service}/{method} answers nothing.");
        }
    }

    [GeneratedRegex("""Bearer \$(?<who>\w+)" -d @ 127\.0\.0\.1:5151 (?<service>[\w.]+)/(?<method>\w+) <<END\n(?<json>.*?)\nEND""", RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();
}
