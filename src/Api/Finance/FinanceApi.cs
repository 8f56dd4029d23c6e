using Compensation.Api.V1;

namespace Compensation.Api.Finance;

/// <summary>Serves the calls of <see cref="FinanceService"/>.</summary>
public sealed class FinanceApi : FinanceService.FinanceServiceBase;
