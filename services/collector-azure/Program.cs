using CauseFlow.CollectorAzure;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(CollectorAzureRegistration.Service);
builder.Services.AddCollectorAzure(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);
var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
app.Run();
