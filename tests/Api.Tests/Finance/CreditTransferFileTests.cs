using System.Xml.Linq;
using Compensation.Grains.Payouts;
using NodaTime;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Finance;

public sealed class CreditTransferFileTests
{
    private static readonly LocalDate Friday = new(2026, 2, 6);
    private static readonly BankAccount Company = new("Aurora GmbH", "DE89370400440532013000", "");

    [Theory]
    // Examples of the IBAN registry.
    [InlineData("DE89370400440532013000", true)]
    [InlineData("GB29NWBK60161331926819", true)]
    [InlineData("FR1420041010050500013M02606", true)]
    [InlineData("NO9386011117947", true)]
    [InlineData("MT84MALT011000012345MTLCAST001S", true)]
    // One digit is wrong, two are exchanged, it is cut, it is in small letters, it is nothing.
    [InlineData("DE89370400440532013001", false)]
    [InlineData("DE89370400440532031000", false)]
    [InlineData("DE8937040044053201300", false)]
    [InlineData("de89370400440532013000", false)]
    [InlineData("", false)]
    public void Iban_CheckDigits_AreHeld(string text, bool good) => BankAccount.IsIban(text).ShouldBe(good);

    [Fact]
    public void Account_AsPeopleWriteIt_IsTidied()
    {
        var account = BankAccount.Read(" Ann Bee ", "gb29 nwbk 6016 1331 9268 19", "nwbkgb2l");

        account.ShouldBe(new BankAccount("Ann Bee", "GB29NWBK60161331926819", "NWBKGB2L"));
        account.Fault().ShouldBeNull();
        (account with { Bic = "NWBK" }).Fault()!.ShouldContain("BIC");
        (account with { Holder = "" }).Fault()!.ShouldContain("holder");
    }

    [Fact]
    public void File_OfTwoDays_HoldsTheRules_AndItsSums()
    {
        var ann = BankAccount.Read("Ann <Bee> & Söhne\u0007", "GB29NWBK60161331926819", "NWBKGB2L");
        var cid = BankAccount.Read(new string('C', 200), "FR1420041010050500013M02606", "");

        var document = Write(file =>
        {
            file.BeginDay(Friday, new TransferSum(2, 1_250 + 99));
            file.Add(Payout(1, 1_250), ann, "Aurora 2026-01");
            file.Add(Payout(2, 99), cid, new string('p', 300));
            file.BeginDay(Friday.PlusDays(7), new TransferSum(1, 1));
            file.Add(Payout(3, 1), ann, "Aurora 2026-01");
        }, new TransferSum(3, 1_350));

        Pain001Rules.Broken(document).ShouldBeEmpty();
        var names = document.Descendants().Where(element => element.Name.LocalName == "Cdtr").Select(element => element.Value).ToList();
        names[0].ShouldBe("Ann <Bee> & Söhne");
        names[1].Length.ShouldBe(70);
        // 12.50 + 0.99 + 0.01 = 13.50
        document.Descendants().First(element => element.Name.LocalName == "CtrlSum").Value.ShouldBe("13.50");
    }

    [Fact]
    public void Rules_FindWhatIsWrong()
    {
        var document = Write(file =>
        {
            file.BeginDay(Friday, new TransferSum(1, 1_251));
            file.Add(Payout(1, 1_250), Company, "x");
        }, new TransferSum(1, 1_250));

        Pain001Rules.Broken(document).ShouldHaveSingleItem().ShouldContain("CtrlSum is 12.51");
    }

    private static PayoutLine Payout(int number, long amount) =>
        new(number, $"S{number}", CreditTransferFile.Wallet, "EUR", 2, amount, Friday, PayoutStatus.Exported, "r") { Attempt = 1 };

    private static XDocument Write(Action<CreditTransferFile> write, TransferSum sum)
    {
        using var stream = new MemoryStream();
        using (var file = new CreditTransferFile(stream, "january", Instant.FromUtc(2026, 2, 6, 9, 0), Company, "EUR", 2, sum))
        {
            write(file);
            file.End();
        }

        stream.Position = 0;
        return XDocument.Load(stream);
    }
}
